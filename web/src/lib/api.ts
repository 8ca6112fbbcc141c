// Requests to the server that the page came from: with the key, with errors as sentences.

import { forget, key, keyNeeded } from "../state/key";
import { lost, reached } from "../state/network";
import type { RunEvent } from "./types";

export class ApiError extends Error {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

const UNREACHABLE = "The server cannot be reached. Your question is kept: ask again when it is back.";

export async function send(path: string, options: RequestInit = {}): Promise<Response> {
  const headers = new Headers(options.headers);
  if (key.value) headers.set("Authorization", `Bearer ${key.value}`);
  let answer: Response;
  try {
    answer = await fetch(path, { ...options, headers });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    lost();
    throw new ApiError(UNREACHABLE, 0);
  }
  reached();
  if (!answer.ok) throw refusal(answer.status, await answer.json().catch(() => null));
  return answer;
}

export async function call<T>(path: string, options?: RequestInit): Promise<T> {
  const answer = await send(path, options);
  return answer.status === 204 ? (null as T) : ((await answer.json()) as T);
}

export function json(body: unknown): RequestInit {
  return {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
}

/** The error that an answer tells of; a key that lets nobody in is asked for again. */
export function refusal(status: number, body: unknown): ApiError {
  if (status === 401) {
    forget();
    keyNeeded.value = true;
  }
  const told = (body as { error?: { message?: string } } | null)?.error?.message;
  return new ApiError(told ?? `The server answered ${status}.`, status);
}

/** The data of server-sent events, until the server says that it is done. */
export async function* events(answer: Response): AsyncGenerator<RunEvent> {
  if (!answer.body) return;
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const pieces = (rest + value).split("\n\n");
      rest = pieces.pop() ?? "";
      for (const piece of pieces) {
        if (!piece.startsWith("data: {")) continue;
        const data = JSON.parse(piece.slice(6)) as RunEvent | { error: { message: string } };
        if ("error" in data) throw new ApiError(data.error.message, 500);
        yield data;
      }
    }
  } catch (error) {
    if (error instanceof TypeError) throw new ApiError("The connection was cut off.", 0);
    throw error;
  }
}
