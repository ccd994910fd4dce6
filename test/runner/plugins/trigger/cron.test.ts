import { describe, expect, test } from 'vitest';
import { isCron } from '../../../../runner/plugins/core/trigger/cron.ts';

describe('cron expressions (flow-language §6.13)', () => {
  test.each([
    '* * * * *',
    '0 9 * * 1-5',
    '*/15 0-6/2 1,15 JAN-mar sun,7',
    '5/10 * * * *',
    '  0 0 1 1 0  ',
    '@daily',
    '@annually',
  ])('accepted: %s', (text) => {
    expect(isCron(text, false)).toBe(true);
  });

  test.each([
    '',
    '* * * *',
    '* * * * * *',
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '* * * 13 *',
    '* * * * 8',
    '* * L * *',
    '* * ? * *',
    '* * * * 5#2',
    '* * 15W * *',
    '30-10 * * * *',
    '*/0 * * * *',
    '1-2-3 * * * *',
    '1, * * * *',
    '1/2/3 * * * *',
    'JAN * * * *',
    '@reboot',
  ])('refused: %s', (text) => {
    expect(isCron(text, false)).toBe(false);
  });

  test('with seconds, a field more is needed', () => {
    expect(isCron('*/5 * * * * *', true)).toBe(true);
    expect(isCron('* * * * *', true)).toBe(false);
    expect(isCron('@hourly', true)).toBe(true);
  });
});
