/** The package that knows the holidays. It is no dependency of ours: with what it needs it takes 45 MB, and few flows ask. */
const calendars = 'date-holidays';

/** What we use of it. */
interface Calendar {
  getCountries(): Record<string, string> | undefined;
  getStates(country: string): Record<string, string> | undefined;
  getHolidays(year: number): { start: Date; end: Date; type: string }[];
  getTimezones(): string[];
}

/**
 * Whether a day is a public holiday of a country, or of a part of it (flow-language §6.12, PublicHoliday).
 *
 * @param day `yyyy-mm-dd`. @param country ISO code; by default that of this machine's language.
 * @throws Error where the package is not installed, or knows no such country or part.
 */
export async function isPublicHoliday(day: string, country?: string, subDivision?: string): Promise<boolean> {
  const calendar = await calendarOf((country ?? ownCountry()).toUpperCase(), subDivision?.toUpperCase());
  // A holiday of several days may begin in the year before.
  const year = Number(day.slice(0, 4));
  const [zone = 'UTC'] = calendar.getTimezones();
  const local = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
  return [year - 1, year]
    .flatMap((one) => calendar.getHolidays(one))
    .some(
      ({ type, start, end }) =>
        // It ends with the beginning of the day after.
        type === 'public' && local.format(start) <= day && day <= local.format(end.getTime() - 1),
    );
}

async function calendarOf(country: string, subDivision: string | undefined): Promise<Calendar> {
  const Calendars = await load();
  const known = new Calendars();
  const countries = known.getCountries() ?? {};
  if (!(country in countries))
    throw new Error(`\`country\` must be the ISO code of a country, such as FR, but it is '${country}'`);
  if (subDivision === undefined) return new Calendars(country);
  const parts = Object.keys(known.getStates(country) ?? {});
  if (parts.includes(subDivision)) return new Calendars(country, subDivision);
  const expected = parts.length === 0 ? `, for ${country} has no parts` : `: one of ${parts.join(', ')}`;
  throw new Error(`\`subDivision\` '${subDivision}' is not known${expected}`);
}

type Calendars = new (country?: string, subDivision?: string) => Calendar;

/** Loaded by the first flow that asks. */
async function load(): Promise<Calendars> {
  try {
    return ((await import(calendars)) as { default: Calendars }).default;
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Error(
      `PublicHoliday needs the package ${calendars}, which is not installed: run \`npm install ${calendars}\` beside Tutti`,
      { cause: error },
    );
  }
}

function ownCountry(): string {
  const { locale } = new Intl.DateTimeFormat().resolvedOptions();
  return new Intl.Locale(locale).maximize().region ?? 'US';
}
