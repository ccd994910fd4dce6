/** Levels of a log entry, from the most to the least talkative. */
export const levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'] as const;
