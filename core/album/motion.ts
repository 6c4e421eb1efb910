/**
 * How far people are from where they were some hours ago: a mixture of ways to move. Each has a log-logistic distance,
 * `P(distance < r) = 1 / (1 + (median / r)^shape)`, whose tail falls as a power of the distance, as those of banknotes and
 * telephones do (Brockmann et al. 2006: exponent 1.59; González et al. 2008: 1.75 with a cut-off).
 */
interface Way {
  /** Weight after so many hours; the weights of all ways are normalised. */
  weight(hours: number): number;
  /** Half of those who moved this way are nearer, km. */
  medianKm(hours: number): number;
  readonly shape: number;
}

/** Hours of a day in which one travels; over several days, distances grow as those of a random walk of such days. */
const TRAVEL_HOURS = 6;

function travelled(hours: number): number {
  return hours <= TRAVEL_HOURS ? hours : TRAVEL_HOURS * Math.sqrt(Math.max(1, hours / 24));
}

/** Photos come in bursts: of those who stayed for an hour, half stay for another two. */
const STAY_HALF_HOURS = 2;

const WAYS: Readonly<Record<"stay" | "walk" | "drive" | "fly", Way>> = {
  stay: {
    weight: (hours) => 0.12 + 0.7 * 2 ** (-hours / STAY_HALF_HOURS),
    medianKm: () => 0.5,
    shape: 2,
  },
  // 5 km/h, on ways that are twice as long as straight; nobody walks for more than four hours between two photos.
  walk: {
    weight: () => 0.15,
    medianKm: (hours) => 0.2 + 2.5 * Math.min(4, hours),
    shape: 2,
  },
  // 60 km/h over land, a third of it lost to stops and bends.
  drive: {
    weight: () => 0.3,
    medianKm: (hours) => 1 + 40 * travelled(hours),
    shape: 1.75,
  },
  // One flight in ten days of a trip; 700 km/h, and half of all flights are shorter than 1,500 km.
  fly: {
    weight: (hours) => 0.002 + 0.4 * (1 - Math.exp(-hours / 240)),
    medianKm: (hours) => Math.min(1500, 20 + 700 * hours),
    shape: 1.5,
  },
};

const ALL = Object.values(WAYS);

/** Probability of having come no further than a distance in so many hours. */
export function withinKm(km: number, hours: number): number {
  let [sum, total] = [0, 0];
  for (const { weight, medianKm, shape } of ALL) {
    const share = weight(hours);
    total += share;
    sum += share / (1 + (medianKm(hours) / km) ** shape);
  }
  return sum / total;
}

/** A distance that is gone in so many hours, by two uniform numbers in [0, 1): the same mixture, drawn from. */
export function drawKm(hours: number, way: number, distance: number): number {
  const weights = ALL.map(({ weight }) => weight(hours));
  let left = way * weights.reduce((sum, weight) => sum + weight, 0);
  const chosen = ALL.find((_, i) => (left -= weights[i]!) < 0) ?? ALL.at(-1)!;
  return chosen.medianKm(hours) * (distance / (1 - distance)) ** (1 / chosen.shape);
}

/** Two random points of a block are half its side apart, give or take. */
const SIDE_PER_DISTANCE = 2;

/**
 * How a step of so many hours is spread over the blocks around a cell: `[whole world, block of level 0, 1, ..., the cell
 * itself]`. Sums to 1, none negative.
 *
 * @param sideKm of the blocks of a level; that of the level below the last is the cells' own
 */
export function scaleWeights(
  hours: number,
  levels: number,
  sideKm: (level: number) => number,
): Float64Array {
  const weights = new Float64Array(levels + 2);
  let above = 1;
  for (let level = 0; level <= levels; level++) {
    const inside = withinKm(sideKm(level) / SIDE_PER_DISTANCE, hours);
    weights[level] = above - inside;
    above = inside;
  }
  weights[levels + 1] = above;
  return weights;
}
