/** Names that the map and its layers share. */
export const SOURCE = {
  basemap: "basemap",
  relief: "relief",
  graticule: "graticule",
  cells: "cells",
  changes: "changes",
  regions: "regions",
  underlay: "underlay",
  outline: "outline",
  hints: "hints",
  draft: "draft",
  game: "game",
} as const;
