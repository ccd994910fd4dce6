import { describe, expect, test } from 'vitest';
import { argumentsOf } from '../../../runner/expression/index.ts';

describe('the texts that a function is called with', () => {
  test.each([
    ['{{ fileURI("a.csv") }}', [{ text: 'a.csv', at: 11 }]],
    [
      "x {{ read(fileURI('a')) ~ fileURI(path='b') }}",
      [
        { text: 'a', at: 18 },
        { text: 'b', at: 39 },
      ],
    ],
    ["{% if inputs.x %}{{ fileURI('a') | upper }}{% endif %}", [{ text: 'a', at: 28 }]],
    ['{{ fileURI(inputs.path) }} {{ fileURI() }} {{ fileURIs("a") }}', []],
    ["fileURI('a') {% raw %}{{ fileURI('a') }}{% endraw %}", []],
    ["{{ fileURI('a') ", []],
  ])('in %s', (template, expected) => {
    expect(argumentsOf(template, 'fileURI')).toEqual(expected);
  });
});
