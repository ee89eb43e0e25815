import { z } from 'zod';
import type { LoadedModel } from '../../hub/modelFiles.ts';
import { renderChat } from '../../text/chatTemplate.ts';
import { createTokenizer } from '../../text/tokenizer.ts';
import type { CaseFolder } from './caseFolder.ts';
import type { TraceOutput } from './output.ts';

const tortureSchema = z.object({ strings: z.array(z.object({ text: z.string() })) });
const messageSchema = z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() });
const chatSchema = z.object({
  date_string: z.string(),
  conversations: z.array(z.object({ messages: z.array(messageSchema) })),
});

/** golden/tokenizer: ids and texts of every string, and every conversation through the model's own chat template. */
export async function traceTokenizer(folder: CaseFolder, model: LoadedModel): Promise<TraceOutput> {
  const tokenizer = createTokenizer(model.tokenizerJson, model.tokenizerConfig, model.chatTemplate);
  const { strings } = tortureSchema.parse(await folder.json('torture.json'));
  const { conversations, date_string: dateString } = chatSchema.parse(await folder.json('chat.json'));
  const template = tokenizer.chatTemplate ?? '';
  const render = (messages: z.infer<typeof messageSchema>[], addGenerationPrompt: boolean) =>
    renderChat({ template, messages, addGenerationPrompt, specials: tokenizer.specialTokens, dateString });
  return {
    json: {
      torture: {
        strings: strings.map(({ text }) => {
          const ids = [...tokenizer.encode(text)];
          return {
            ids,
            decoded: tokenizer.decode(ids),
            decoded_skip_special: tokenizer.decode(ids, { skipSpecial: true }),
          };
        }),
      },
      chat: {
        conversations: conversations.map(({ messages }) => {
          const text = render(messages, false);
          const prompt = render(messages, true);
          return {
            text,
            ids: [...tokenizer.encode(text)],
            text_with_generation_prompt: prompt,
            ids_with_generation_prompt: [...tokenizer.encode(prompt)],
          };
        }),
      },
    },
  };
}
