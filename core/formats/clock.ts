import type { AlbumShare } from "../contracts/prediction.ts";

/** "Canon EOS 5D: 5 h were added to its times, so that they fit those of the other cameras (98 % sure)." */
export function clockInWords({
  camera,
  offsetHours,
  probability,
}: NonNullable<AlbumShare["clock"]>): string {
  const moved = `${Math.abs(offsetHours)} h were ${offsetHours < 0 ? "taken off" : "added to"} its times`;
  const sure = Math.min(99, Math.round(100 * probability));
  return `${camera}: ${moved}, so that they fit those of the other cameras (${sure} % sure).`;
}
