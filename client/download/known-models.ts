/** The bundle that comes with the program, whose answers are marked as such. */
export const PREVIEW = "preview";

/** The better one that can be had: its bundle's name, and what people call it. */
export const BETTER = { name: "geoclip", title: "GeoCLIP" };
