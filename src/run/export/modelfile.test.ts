import { describe, expect, it } from 'vitest';
import { demoTokenizer } from '../../text/testing/demoTokenizer.ts';
import { modelfile } from './modelfile.ts';

const write = (tokenizer = demoTokenizer('mini'), adapter: string | null = null) =>
  modelfile({ from: './m.gguf', adapter, tokenizer, stopStrings: ['<|im_end|>'], comment: 'how' });

describe('modelfile', () => {
  it("writes the chat template in Ollama's language, read off the model's own", () => {
    expect(write()).toBe(
      '# how\nFROM ./m.gguf\nTEMPLATE """{{ if .System }}<|im_start|>system\n{{ .System }}<|im_end|>\n<|im_start|>user\n{{ else }}<|im_start|>user\n' +
        '{{ end }}{{ .Prompt }}<|im_end|>\n<|im_start|>assistant\n{{ .Response }}<|im_end|>\n"""\n' +
        'PARAMETER stop "<|im_end|>"\nPARAMETER temperature 0\n',
    );
  });

  it('names the adapter', () => {
    expect(write(demoTokenizer('mini'), './a.gguf')).toContain('FROM ./m.gguf\nADAPTER ./a.gguf\n');
  });

  it('keeps a default system message, and leaves out what the template refuses', () => {
    const strict =
      "{% if messages[0]['role'] == 'system' %}{{ raise_exception('no') }}{% endif %}Be kind.{% for m in messages %}[{{ m['role'] }}]{{ m['content'] }}<|im_end|>{% endfor %}" +
      '{% if add_generation_prompt %}[assistant]{% endif %}';
    expect(write(demoTokenizer('mini', { chat_template: strict }))).toContain(
      'TEMPLATE """Be kind.[user]{{ .Prompt }}<|im_end|>[assistant]{{ .Response }}<|im_end|>"""',
    );
  });

  it('without a chat template it is the plain form of training', () => {
    expect(write(demoTokenizer('mini', { chat_template: null }))).toContain(
      'TEMPLATE """{{ .Prompt }}\nAnswer: {{ .Response }}<|im_end|>"""',
    );
  });
});
