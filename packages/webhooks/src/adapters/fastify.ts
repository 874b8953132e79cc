import type { IncomingMessage } from "node:http";
import { platforms } from "../platform.js";
import type { Webhooks } from "../webhooks.js";
import { nodeBody } from "./node.js";

interface FastifyRequest {
  readonly raw: IncomingMessage;
  readonly method: string;
}

interface FastifyReply {
  code(status: number): FastifyReply;
  headers(values: Record<string, string>): FastifyReply;
  send(body: string): FastifyReply;
}

/** What is needed of a Fastify instance. */
export interface FastifyScope {
  removeAllContentTypeParsers(): unknown;
  addContentTypeParser(
    contentType: string,
    parser: (request: FastifyRequest, payload: unknown, done: (error: Error | null) => void) => void,
  ): unknown;
  all(
    path: string,
    handler: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>,
  ): unknown;
}

const FIX = "Register the webhooks outside the scope of a preParsing hook that reads the body.";

/**
 * Makes a Fastify plugin with the platforms' addresses. Its parsers stay in its own scope.
 *
 * @example await fastify.register(fastifyWebhooks(webhooks))
 */
export function fastifyWebhooks(webhooks: Webhooks): (scope: FastifyScope) => Promise<void> {
  return async (scope) => {
    scope.removeAllContentTypeParsers();
    // Leaves the stream alone: the receiver reads it within its own limits.
    scope.addContentTypeParser("*", (_request, _payload, done) => done(null));
    for (const platform of platforms) {
      scope.all(`${webhooks.basePath}/${platform}`, async ({ raw, method }, reply) => {
        const { status, headers, body } = await webhooks.receive({
          platform,
          method,
          headers: raw.headers,
          remoteAddress: raw.socket.remoteAddress,
          body: nodeBody(raw, FIX),
        });
        return reply
          .code(status)
          .headers({ ...headers })
          .send(body);
      });
    }
  };
}
