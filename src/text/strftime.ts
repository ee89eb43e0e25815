const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/**
 * Python's `strftime` for the midnight (UTC) of `date`, English names whatever the machine's language. Directives that no chat template
 * uses stay as they are.
 */
export function strftime(date: Date, format: string): string {
  const month = MONTHS[date.getUTCMonth()] as string;
  const day = DAYS[date.getUTCDay()] as string;
  const two = (value: number) => String(value).padStart(2, '0');
  const fields: Record<string, string> = {
    '%Y': String(date.getUTCFullYear()),
    '%y': two(date.getUTCFullYear() % 100),
    '%m': two(date.getUTCMonth() + 1),
    '%d': two(date.getUTCDate()),
    '%B': month,
    '%b': month.slice(0, 3),
    '%A': day,
    '%a': day.slice(0, 3),
    '%H': '00',
    '%M': '00',
    '%S': '00',
    '%%': '%',
  };
  return format.replace(/%./g, (directive) => fields[directive] ?? directive);
}
