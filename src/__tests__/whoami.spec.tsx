import { fireEvent, screen, within } from '@testing-library/react';
import * as React from 'react';
import type { State } from '../resource';
import { WhoAmISection } from '../sections/whoami';
import type { IPolicyView, IWhoAmI } from '../types';
import { loaded, show } from './around';
import {
  EMPTY,
  failed,
  NO_POLICY,
  policy,
  problem,
  ready,
  told,
  whoami
} from './makers';

const onRetry = jest.fn();

function showWho(
  state: State<IWhoAmI>,
  shown: IPolicyView | null = policy(),
  quiet = false
): void {
  show(
    <WhoAmISection
      whoami={state}
      policy={shown}
      quiet={quiet}
      onRetry={onRetry}
    />
  );
}

const you = () => screen.getByRole('region', { name: 'You' });

describe('WhoAmISection', () => {
  it('is busy without a word while it loads', () => {
    showWho(EMPTY);
    expect(you()).toHaveAttribute('aria-busy', 'true');
    expect(screen.getByRole('status')).toHaveTextContent(
      'Reading your profile'
    );
  });

  it('says who bills to what, by the bundle’s name', () => {
    showWho(ready(whoami()));
    expect(you()).toHaveTextContent('ana bills to churn');
    expect(you()).toHaveTextContent('3 of 3 required tags');
    expect(you()).toHaveAttribute('aria-busy', 'false');
  });

  it('names the value with its friendly name where no bundle fits', () => {
    const tags = [
      { key: 'cost-center', value: 'CC-4802', source: 'domain' as const }
    ];
    showWho(ready(whoami({ tags, missing: ['environment', 'project'] })));
    expect(you()).toHaveTextContent('ana bills to Logistics ML');
    expect(you()).toHaveTextContent('1 of 3 required tags');
  });

  it.each([
    ['has a later key only', [['environment', 'dev', 'space']]],
    ['has the policy’s default', [['cost-center', 'CC-4711', 'policy-default']]]
  ] as const)('does not say what is billed when it %s', (_, given) => {
    const tags = given.map(([key, value, source]) => ({ key, value, source }));
    showWho(ready(whoami({ tags, missing: ['project'] })));
    expect(you()).toHaveTextContent('ana');
    expect(you()).not.toHaveTextContent('bills to');
  });

  it('says that a policy is there when nobody can read it', () => {
    showWho(ready(whoami()), { ...NO_POLICY, problem: problem() });
    expect(you()).toHaveTextContent('The tag policy can’t be read');
    expect(you()).not.toHaveTextContent('No tag policy');
  });

  it('shows what is missing and what is not known', () => {
    showWho(
      ready(
        whoami({ tags: [], missing: ['project'], unknown: ['environment'] })
      )
    );
    const list = screen.getByRole('list', { name: 'Your tags' });
    expect(within(list).getByText('project').parentElement).toHaveTextContent(
      'missing'
    );
    expect(
      within(list).getByText('environment').parentElement
    ).toHaveTextContent('unknown');
  });

  it('does not count a value that the policy refuses', () => {
    const invalid = [
      {
        key: 'environment',
        value: 'dve',
        reason: 'not allowed',
        suggestion: 'dev'
      }
    ];
    showWho(ready(whoami({ invalid })));
    expect(you()).toHaveTextContent('2 of 3 required tags');
    expect(you()).toHaveTextContent('The policy doesn’t allow environment=dve');
    expect(you()).toHaveTextContent('Did you mean dev?');
  });

  it('judges nothing without a policy', () => {
    showWho(ready(whoami()), NO_POLICY);
    expect(you()).toHaveTextContent('No tag policy: nothing is judged');
    expect(you()).not.toHaveTextContent('bills to');
  });

  it('tells the layer of each tag, and what it replaced', async () => {
    showWho(ready(whoami()));
    const button = screen.getByRole('button', { name: 'Where from' });
    expect(button).toHaveAttribute('aria-expanded', 'false');
    fireEvent.click(button);
    await loaded();
    expect(button).toHaveAttribute('aria-expanded', 'true');
    const table = screen.getByRole('table', {
      name: 'Where your tags come from'
    });
    const rows = within(table).getAllByRole('row');
    expect(rows[1]).toHaveTextContent(
      'cost-centerCC-4711 Retail MLuser profile'
    );
    expect(rows[2]).toHaveTextContent('cost-centerCC-4700domain (replaced)');
    expect(you()).toHaveTextContent('Tag propagation is off');
  });

  it('says that a shared space is nobody’s own', () => {
    showWho(
      ready(
        whoami({
          environment: 'studio-shared-space',
          user_profile: null,
          space: 'team-nlp',
          display_name: 'ana'
        })
      )
    );
    expect(you()).toHaveTextContent('team-nlp bills to the space');
    expect(you()).toHaveTextContent('You’re in shared space team-nlp');
    expect(you()).toHaveTextContent('The browser says that ana is here');
  });

  it('says what a notebook instance’s tags do not cover', () => {
    showWho(
      ready(
        whoami({
          environment: 'notebook-instance',
          user_profile: null,
          space: null,
          notebook_instance: 'nb-7'
        })
      )
    );
    expect(you()).toHaveTextContent(
      'Notebook instance nb-7: tags come from the instance; jobs you launch are not covered by them.'
    );
  });

  it('says that there is no profile outside Studio, and names the role', () => {
    showWho(
      ready(
        whoami({
          environment: 'local',
          user_profile: null,
          space: null,
          tags: []
        })
      )
    );
    expect(you()).toHaveTextContent('Not running in SageMaker Studio');
    expect(you()).toHaveTextContent('AWS sees the role DS-Ana');
  });

  it('says why it does not know', () => {
    showWho(
      ready(
        whoami({
          environment: 'unknown',
          reason: 'The metadata file is cut short.',
          user_profile: null,
          space: null,
          role_arn: null,
          tags: []
        })
      )
    );
    expect(you()).toHaveTextContent('Not known who');
    expect(you()).toHaveTextContent('The metadata file is cut short.');
  });

  it('says in Studio what could not be read', () => {
    showWho(ready(whoami({ reason: 'ListTags was denied.' })));
    expect(you()).toHaveTextContent('Not everything about you could be read.');
    expect(you()).toHaveTextContent('ListTags was denied.');
  });

  it('keeps the last identity beside its problem', () => {
    showWho(failed(told(), whoami()));
    expect(you()).toHaveTextContent('ana bills to churn');
    expect(you()).toHaveTextContent('Your role can’t search.');
    expect(you()).toHaveTextContent('sagemaker:Search');
    fireEvent.click(screen.getByRole('button', { name: 'Retry' }));
    expect(onRetry).toHaveBeenCalledTimes(1);
  });

  it('leaves to the strip above what concerns all', () => {
    showWho(failed(told()), policy(), true);
    expect(you()).not.toHaveTextContent('Your role can’t search.');
    expect(you()).toHaveTextContent('No saved identity.');
  });

  it('shows what hides in a name', () => {
    showWho(ready(whoami({ user_profile: 'an\u202Ea' })));
    expect(you()).toHaveTextContent('an⟨U+202E⟩a bills to');
  });
});
