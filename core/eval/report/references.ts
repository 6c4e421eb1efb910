/** A work that tables of a paper cite. */
export interface Reference {
  /** As `\cite` and Pandoc name it. */
  readonly key: string;
  readonly kind: "article" | "inproceedings" | "book" | "misc";
  readonly fields: Readonly<Record<string, string>>;
  /** Public sets that it describes, by the names of the registry. */
  readonly sets?: readonly string[];
  /** Names of published rows that are its. */
  readonly rows?: RegExp;
}

const paper = (
  key: string,
  author: string,
  title: string,
  booktitle: string,
  year: number,
  of: Pick<Reference, "sets" | "rows"> = {},
): Reference => ({
  key,
  kind: "inproceedings",
  fields: { author, title, booktitle, year: String(year) },
  ...of,
});

const CVPR = "IEEE/CVF Conference on Computer Vision and Pattern Recognition (CVPR)";

/** Sets and systems, of which the tables name those that appear. */
const WORKS: readonly Reference[] = [
  paper(
    "hays2008im2gps",
    "Hays, James and Efros, Alexei A.",
    "IM2GPS: Estimating Geographic Information from a Single Image",
    "IEEE Conference on Computer Vision and Pattern Recognition (CVPR)",
    2008,
    { sets: ["im2gps"] },
  ),
  paper(
    "vo2017revisiting",
    "Vo, Nam and Jacobs, Nathan and Hays, James",
    "Revisiting IM2GPS in the Deep Learning Era",
    "IEEE International Conference on Computer Vision (ICCV)",
    2017,
    { sets: ["im2gps3k", "yfcc4k"], rows: /^kNN/ },
  ),
  {
    key: "thomee2016yfcc100m",
    kind: "article",
    fields: {
      author:
        "Thomee, Bart and Shamma, David A. and Friedland, Gerald and Elizalde, Benjamin and Ni, Karl and Poland, Douglas and Borth, Damian and Li, Li-Jia",
      title: "YFCC100M: The New Data in Multimedia Research",
      journal: "Communications of the ACM",
      volume: "59",
      number: "2",
      year: "2016",
    },
    sets: ["yfcc4k", "yfcc26k"],
  },
  paper(
    "theiner2022interpretable",
    'Theiner, Jonas and M{\\"u}ller-Budack, Eric and Ewerth, Ralph',
    "Interpretable Semantic Photo Geolocation",
    "IEEE/CVF Winter Conference on Applications of Computer Vision (WACV)",
    2022,
    { sets: ["yfcc26k"], rows: /^SemP/ },
  ),
  paper(
    "clark2023where",
    "Clark, Brandon and Kerrigan, Alec and Kulkarni, Parth Parag and Vivanco Cepeda, Vicente and Shah, Mubarak",
    "Where We Are and What We're Looking At: Query Based Worldwide Image Geo-localization Using Hierarchies and Scenes",
    CVPR,
    2023,
    { sets: ["gws15k"], rows: /^GeoDecoder/ },
  ),
  paper(
    "astruc2024openstreetview",
    "Astruc, Guillaume and Dufour, Nicolas and Siglidis, Ioannis and others",
    "OpenStreetView-5M: The Many Roads to Global Visual Geolocation",
    CVPR,
    2024,
    { sets: ["osv5m"] },
  ),
  paper(
    "weyand2016planet",
    "Weyand, Tobias and Kostrikov, Ilya and Philbin, James",
    "PlaNet - Photo Geolocation with Convolutional Neural Networks",
    "European Conference on Computer Vision (ECCV)",
    2016,
    { rows: /^PlaNet/ },
  ),
  paper(
    "seo2018cplanet",
    "Seo, Paul Hongsuck and Weyand, Tobias and Sim, Jack and Han, Bohyung",
    "CPlaNet: Enhancing Image Geolocalization by Combinatorial Partitioning of Maps",
    "European Conference on Computer Vision (ECCV)",
    2018,
    { rows: /^CPlaNet/ },
  ),
  paper(
    "mullerbudack2018geolocation",
    'M{\\"u}ller-Budack, Eric and Pustu-Iren, Kader and Ewerth, Ralph',
    "Geolocation Estimation of Photos Using a Hierarchical Model and Scene Classification",
    "European Conference on Computer Vision (ECCV)",
    2018,
    { rows: /^ISN/ },
  ),
  paper(
    "pramanick2022where",
    "Pramanick, Shraman and Nowara, Ewa M. and Gleason, Joshua and Castillo, Carlos D. and Chellappa, Rama",
    "Where in the World is this Image? Transformer-based Geo-localization in the Wild",
    "European Conference on Computer Vision (ECCV)",
    2022,
    { rows: /^TransLocator/ },
  ),
  paper(
    "vivanco2023geoclip",
    "Vivanco Cepeda, Vicente and Nayak, Gaurav Kumar and Shah, Mubarak",
    "GeoCLIP: Clip-Inspired Alignment between Locations and Images for Effective Worldwide Geo-localization",
    "Advances in Neural Information Processing Systems (NeurIPS)",
    2023,
    { rows: /^GeoCLIP/ },
  ),
  paper(
    "haas2024pigeon",
    "Haas, Lukas and Skreta, Michal and Alberti, Silas and Finn, Chelsea",
    "PIGEON: Predicting Image Geolocations",
    CVPR,
    2024,
    { rows: /^PIGEOTTO/ },
  ),
];

/** Where the measures and intervals of the tables come from: these always appear. */
const MEASURES: readonly Reference[] = [
  {
    key: "bianco2024rva",
    kind: "misc",
    fields: {
      author: "Bianco, Michael J. and Eigen, David and Gormish, Michael",
      title:
        "Enhancing Worldwide Image Geolocation by Ensembling Satellite-Based Ground-Level Attribute Predictors",
      eprint: "2407.13862",
      archiveprefix: "arXiv",
      year: "2024",
    },
  },
  {
    key: "wilson1927probable",
    kind: "article",
    fields: {
      author: "Wilson, Edwin B.",
      title: "Probable Inference, the Law of Succession, and Statistical Inference",
      journal: "Journal of the American Statistical Association",
      volume: "22",
      number: "158",
      pages: "209--212",
      year: "1927",
    },
  },
  {
    key: "kish1965survey",
    kind: "book",
    fields: { author: "Kish, Leslie", title: "Survey Sampling", publisher: "Wiley", year: "1965" },
  },
  {
    key: "korn1998confidence",
    kind: "article",
    fields: {
      author: "Korn, Edward L. and Graubard, Barry I.",
      title:
        "Confidence Intervals for Proportions with Small Expected Number of Positive Counts Estimated from Survey Data",
      journal: "Survey Methodology",
      volume: "24",
      pages: "193--201",
      year: "1998",
    },
  },
  {
    key: "efron1979bootstrap",
    kind: "article",
    fields: {
      author: "Efron, Bradley",
      title: "Bootstrap Methods: Another Look at the Jackknife",
      journal: "The Annals of Statistics",
      volume: "7",
      number: "1",
      pages: "1--26",
      year: "1979",
    },
  },
];

const HOLM: Reference = {
  key: "holm1979simple",
  kind: "article",
  fields: {
    author: "Holm, Sture",
    title: "A Simple Sequentially Rejective Multiple Test Procedure",
    journal: "Scandinavian Journal of Statistics",
    volume: "6",
    number: "2",
    pages: "65--70",
    year: "1979",
  },
};

const GUO = paper(
  "guo2017calibration",
  "Guo, Chuan and Pleiss, Geoff and Sun, Yu and Weinberger, Kilian Q.",
  "On Calibration of Modern Neural Networks",
  "International Conference on Machine Learning (ICML)",
  2017,
);

/** The work that a published row is of; null for those whose work we do not name. */
export function referenceOfRow(method: string): Reference | null {
  return WORKS.find(({ rows }) => rows?.test(method)) ?? null;
}

/** Works on a public set. */
export function referencesOfSet(name: string): Reference[] {
  return WORKS.filter(({ sets = [] }) => sets.includes(name));
}

/** Works behind the measures; of calibration and of comparisons where these are shown. */
export function referencesOfMeasures(shown: {
  readonly hasCalibration: boolean;
  readonly isCompared: boolean;
}): Reference[] {
  return [...MEASURES, ...(shown.hasCalibration ? [GUO] : []), ...(shown.isCompared ? [HOLM] : [])];
}

/** A BibTeX file, by key, each work once. */
export function bibtex(references: readonly Reference[]): string {
  const byKey = new Map(references.map((reference) => [reference.key, reference]));
  return [...byKey.keys()]
    .sort()
    .map((key) => {
      const { kind, fields } = byKey.get(key)!;
      const lines = Object.entries(fields).map(
        ([name, text]) => `  ${name} = {${nameOf(name, text)}},`,
      );
      return `@${kind}{${key},\n${lines.join("\n")}\n}\n`;
    })
    .join("\n");
}

/** Titles keep their capitals. */
function nameOf(field: string, text: string): string {
  return field === "title" ? `{${text}}` : text;
}
