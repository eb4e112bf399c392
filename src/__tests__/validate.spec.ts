import { checkKey, checkValue, judgeKey, judgeValue } from '../validate';
import { ruleOf } from '../sections/judged';
import { NO_POLICY, policy } from './makers';

interface IEntry {
  kind: 'key' | 'value';
  text: string;
  ok: boolean;
}

const corpus = jest.requireActual<IEntry[]>('../../tests/corpus/tags.json');

describe('the tag grammar', () => {
  it.each(corpus.map(({ kind, text, ok }) => [kind, text, ok] as const))(
    'holds a %s %j as the server does: %s',
    (kind, text, ok) => {
      const fault = kind === 'key' ? checkKey(text) : checkValue(text);
      expect(fault === null).toBe(ok);
    }
  );

  it('counts code points, not UTF-16 units', () => {
    expect(checkValue('𝒳'.repeat(256))).toBeNull();
    expect(checkValue('x'.repeat(257))).toEqual({
      kind: 'too-long',
      length: 257,
      most: 256
    });
  });

  it('names the character that AWS refuses', () => {
    expect(checkValue('rocket 🚀')).toEqual({
      kind: 'character',
      character: '🚀'
    });
  });

  it('keeps aws: for AWS, in any case', () => {
    expect(checkKey('AwS:x')).toEqual({ kind: 'reserved', prefix: 'AwS:' });
    expect(judgeKey('SageMaker:domain', NO_POLICY)?.kind).toBe('reserved');
  });
});

describe('judgeKey', () => {
  it('allows any grammatical key without a policy', () => {
    expect(judgeKey('anything', NO_POLICY)).toBeNull();
  });

  it('suggests the policy’s spelling', () => {
    expect(judgeKey('Enviroment', policy())).toEqual({
      kind: 'not-in-policy',
      suggestion: 'environment'
    });
  });

  it('never offers a protected key', () => {
    expect(judgeKey('team', policy())).toEqual({ kind: 'protected' });
    expect(judgeKey('teams', policy())).toEqual({
      kind: 'not-in-policy',
      suggestion: null
    });
  });
});

describe('judgeValue', () => {
  const environment = ruleOf(policy(), 'environment');
  const project = ruleOf(policy(), 'project');
  const costCenter = ruleOf(policy(), 'cost-center');

  it('takes an allowed value', () => {
    expect(judgeValue('staging', environment)).toBeNull();
  });

  it('suggests the nearest allowed value', () => {
    expect(judgeValue('Stagign', environment)).toEqual({
      kind: 'not-allowed',
      suggestion: 'staging'
    });
  });

  it('knows an allowed value by its friendly name', () => {
    expect(judgeValue('retail ml', costCenter)).toEqual({
      kind: 'not-allowed',
      suggestion: 'CC-4711'
    });
  });

  it('suggests nothing for what is far off', () => {
    expect(judgeValue('banana', environment)).toEqual({
      kind: 'not-allowed',
      suggestion: null
    });
  });

  it('matches the pattern as a whole', () => {
    expect(judgeValue('churn', project)).toBeNull();
    expect(judgeValue('Churn!', project)?.kind).toBe('character');
    expect(judgeValue('x', project)).toEqual({
      kind: 'pattern',
      pattern: '[a-z][a-z0-9-]{2,40}'
    });
  });

  it('has no use for an empty value', () => {
    expect(judgeValue('', null)).toEqual({ kind: 'empty' });
    expect(judgeValue('  ', null)).toEqual({ kind: 'empty' });
  });
});
