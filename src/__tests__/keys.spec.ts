import { keepKeys } from '../keys';

describe('keepKeys', () => {
  const seen: boolean[] = [];

  beforeAll(() => {
    keepKeys('.ours');
    document.addEventListener(
      'keydown',
      event => {
        const target = event.target as Element;
        seen.push(target.hasAttribute('data-lm-suppress-shortcuts'));
      },
      { capture: true }
    );
  });

  it.each([
    ['ours', {}, true],
    ['ours', { shiftKey: true }, true],
    ['ours', { ctrlKey: true }, false],
    ['ours', { metaKey: true }, false],
    ['theirs', {}, false]
  ])('on a button of %s with %j: %s', (className, keys, kept) => {
    const around = document.createElement('div');
    around.className = className;
    const button = document.createElement('button');
    around.append(button);
    document.body.append(around);
    button.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'd', bubbles: true, ...keys })
    );
    expect(seen.pop()).toBe(kept);
    around.remove();
  });
});
