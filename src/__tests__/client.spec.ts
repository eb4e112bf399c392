import { ServerConnection } from '@jupyterlab/services';
import { ApiError, Client, ForeignAnswer, NetworkError } from '../client';
import { problem, section, spend } from './makers';

/** A client whose server gives one answer; the requests are kept. */
function serving(
  status: number,
  body: string
): { client: Client; requests: Request[] } {
  const requests: Request[] = [];
  const settings = ServerConnection.makeSettings({
    baseUrl: 'http://localhost/user/ana/',
    fetch: async request => {
      requests.push(request as Request);
      await Promise.resolve();
      if (status === 0) {
        throw new TypeError('Failed to fetch');
      }
      return new Response(body, { status });
    }
  });
  return { client: new Client(settings), requests };
}

const json = (value: unknown): string => JSON.stringify(value);

describe('Client', () => {
  it('reads below the base URL of the server', async () => {
    const { client, requests } = serving(200, json(section(null)));
    await client.read('spend', { by: 'tag:cost center' });
    const url = new URL(requests[0]!.url);
    expect(requests[0]!.method).toBe('GET');
    expect(url.pathname).toBe('/user/ana/jupyter-cost-tags/api/spend');
    expect(url.searchParams.get('by')).toBe('tag:cost center');
  });

  it('sends JSON and says so', async () => {
    const { client, requests } = serving(200, json(section(spend())));
    const body = { force: true, max_age: null, by: null };
    const answer = await client.send('refresh_spend', body);
    expect(requests[0]!.method).toBe('POST');
    expect(requests[0]!.headers.get('Content-Type')).toBe('application/json');
    expect(await requests[0]!.json()).toEqual(body);
    expect(answer.value?.month_to_date).toBe('212.40');
  });

  it('tells the server part’s problem', async () => {
    const { client } = serving(403, json({ problem: problem() }));
    const error = await client.read('scan').catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ApiError);
    expect((error as ApiError).status).toBe(403);
    expect((error as ApiError).problem.iam_action).toBe('sagemaker:Search');
  });

  it.each([
    [404, json({ message: 'Not Found', reason: null })],
    [403, json({ message: 'Forbidden', problem: 'no' })],
    [502, '<html>Bad Gateway</html>'],
    [200, '<html>Log in</html>'],
    [200, '[]'],
    [200, 'null']
  ])('knows that %i %s is somebody else’s', async (status, body) => {
    const { client } = serving(status, body);
    const error = await client.read('status').catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ForeignAnswer);
    expect((error as ForeignAnswer).status).toBe(status);
  });

  it('tells when nobody answers', async () => {
    const { client } = serving(0, '');
    await expect(client.read('status')).rejects.toBeInstanceOf(NetworkError);
  });
});
