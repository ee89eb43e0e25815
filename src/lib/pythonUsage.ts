export interface PythonUsageParams {
  /** Name or folder of the base model. */
  readonly base: string;
  readonly doubleQuant: boolean;
  /** The prompt template of the run, placeholders and all. */
  readonly prompt: string;
  /** Whether the base wraps prompts in a chat template. */
  readonly chatTemplate: boolean;
}

/**
 * The Python that loads an adapter folder on its 4-bit base (transformers, PEFT, bitsandbytes) and asks it something, for the model card and
 * the Export place. The compute type is f32, as in training here; the prompt has the form that the adapter was trained on.
 */
export function pythonUsage({ base, doubleQuant, prompt, chatTemplate }: PythonUsageParams): string {
  const inputs = chatTemplate
    ? [
        'messages = [{"role": "user", "content": prompt}]',
        'inputs = tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_tensors="pt", return_dict=True)',
      ]
    : ['inputs = tokenizer(prompt + "\\nAnswer:", return_tensors="pt")'];
  return [
    '# pip install torch transformers peft bitsandbytes accelerate',
    'import torch',
    'from peft import PeftModel',
    'from transformers import AutoModelForCausalLM, AutoTokenizer, BitsAndBytesConfig',
    '',
    `base = ${JSON.stringify(base)}  # name on the Hub, or the folder of the base model`,
    'nf4 = BitsAndBytesConfig(',
    '    load_in_4bit=True,',
    '    bnb_4bit_quant_type="nf4",',
    `    bnb_4bit_use_double_quant=${doubleQuant ? 'True' : 'False'},`,
    '    bnb_4bit_compute_dtype=torch.float32,',
    ')',
    'model = AutoModelForCausalLM.from_pretrained(base, quantization_config=nf4)',
    'model = PeftModel.from_pretrained(model, "path/to/this/folder")',
    'tokenizer = AutoTokenizer.from_pretrained(base)',
    '',
    `prompt = ${JSON.stringify(prompt)}  # your own values in place of {{...}}`,
    ...inputs,
    'output = model.generate(**inputs.to(model.device), max_new_tokens=200, do_sample=False)',
    'print(tokenizer.decode(output[0][inputs["input_ids"].shape[1]:], skip_special_tokens=True))',
  ].join('\n');
}
