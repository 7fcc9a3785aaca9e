/** As much of the HTTP API as the first run shows. */
export type ShownFax = {
  id: string;
  direction: string;
  status: string;
  to: string;
  from: string;
  failure_reason: string | null;
  failure_detail: string | null;
  upload_url?: string;
  events?: { occurred_at: string; event: string }[];
};

export type ApiClient = {
  createFax: (body: object) => Promise<ShownFax>;
  getFax: (id: string) => Promise<ShownFax>;
  listFaxes: (query: string) => Promise<ShownFax[]>;
};

export function apiClient(url: string, apiKey: string): ApiClient {
  const call = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    });
    const body = (await response.json()) as { data?: unknown; detail?: string };
    if (!response.ok) throw new Error(`${response.status}: ${body.detail ?? "no detail"}`);
    return body.data;
  };
  return {
    createFax: async (body) =>
      (await call("/v2/faxes", { method: "POST", body: JSON.stringify(body) })) as ShownFax,
    getFax: async (id) => (await call(`/v2/faxes/${id}`)) as ShownFax,
    listFaxes: async (query) => (await call(`/v2/faxes?${query}`)) as ShownFax[],
  };
}
