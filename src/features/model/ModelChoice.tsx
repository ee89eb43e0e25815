import { Radio } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { setConfig, useConfig } from '../../store/config.ts';
import { useGpu } from '../../store/gpu.ts';
import { Section } from '../../ui/Section.tsx';
import classes from './Model.module.css';

const MODELS = ['mini', 'small'] as const;

export function ModelChoice() {
  const model = useConfig((config) => config.model);
  const software = useGpu((gpu) => gpu.kind === 'software');
  return (
    <Section id="model" title={text.model.modelTitle}>
      <Radio.Group value={model} onChange={(name) => setConfig({ model: name })} aria-labelledby="model">
        <div className={classes.models}>
          {MODELS.map((name) => (
            <Radio
              key={name}
              value={name}
              label={text.model.models[name].name}
              description={
                software && name === 'small'
                  ? `${text.model.models[name].facts} ${text.model.modelSlow}`
                  : text.model.models[name].facts
              }
            />
          ))}
        </div>
      </Radio.Group>
    </Section>
  );
}
