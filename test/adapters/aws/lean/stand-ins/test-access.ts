type Layer = (
  next: (args: any) => Promise<any>,
  context: Record<string, unknown>,
) => (args: any) => Promise<any>;

/**
 * A lean client with what the contract tests use of the SDK's: they step between (`middlewareStack`), and ask for
 * tables and buckets, which no adapter does; those calls go by the SDK.
 */
export const withTestAccess = (Lean: any, Sdk: any): any =>
  class extends Lean {
    private readonly layers = new Map<string, Layer>();
    private sdk: any;
    readonly middlewareStack = {
      add: (layer: Layer, { name }: { name: string }) => void this.layers.set(name, layer),
      remove: (name: string) => this.layers.delete(name),
    };

    async send(command: any): Promise<any> {
      if (!("operation" in command)) return (this.sdk ??= new Sdk({})).send(command);
      let next = async ({ input }: any): Promise<any> => ({
        output: await super.send(new command.constructor(input)),
      });
      for (const layer of this.layers.values())
        next = layer(next, { commandName: `${command.operation}Command` });
      return (await next({ input: command.input })).output;
    }

    destroy(): void {
      super.destroy();
      this.sdk?.destroy();
    }
  };
