/**
 * Reads a body, never more than `most` bytes and never longer than `longest` milliseconds: the size is checked before it is read
 * where the sender tells it, and while it comes (github §8.2, “huge body”).
 */
export async function readBody(
  request: Request,
  most: number,
  longest: number,
): Promise<Buffer | 'large' | 'slow'> {
  const announced = Number(request.headers.get('content-length') ?? 0);
  if (announced > most) return 'large';
  if (!request.body) return Buffer.alloc(0);
  const reader = request.body.getReader();
  const late = Promise.withResolvers<'slow'>();
  const timer = setTimeout(() => late.resolve('slow'), longest);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const next = await Promise.race([reader.read(), late.promise]);
      if (next === 'slow') return next;
      if (next.done) return Buffer.concat(chunks);
      size += next.value.byteLength;
      if (size > most) return 'large';
      chunks.push(next.value);
    }
  } finally {
    clearTimeout(timer);
    void reader.cancel().catch(() => undefined);
  }
}
