import { ByteFallbackDecoder, type Decoder, SequenceDecoder } from '@huggingface/tokenizers';

/**
 * Bytes of a ByteFallback run as the reference (Rust tokenizers) reads them: U+FEFF is a character like others, and a run that is not
 * UTF-8 becomes one U+FFFD per byte. @huggingface/tokenizers 0.2.0 takes a TextDecoder as it comes, which drops the one and merges the other.
 */
class RunDecoder extends TextDecoder {
  constructor() {
    super('utf-8', { fatal: true, ignoreBOM: true });
  }

  override decode(bytes: Uint8Array): string {
    try {
      return super.decode(bytes);
    } catch {
      return '\ufffd'.repeat(bytes.length);
    }
  }
}

/** Makes the library's byte fallback read bytes as the reference does. */
export function correctDecoder(decoder: Decoder | null): void {
  if (decoder instanceof SequenceDecoder) {
    for (const part of decoder.decoders) correctDecoder(part);
  } else if (decoder instanceof ByteFallbackDecoder) {
    decoder.text_decoder = new RunDecoder();
  }
}
