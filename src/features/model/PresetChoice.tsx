import { Radio } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { PRESET_NAMES, presetSettings } from '../../run/presets.ts';
import { choosePreset, presetPlace, usePreset } from '../../store/preset.ts';
import { Section } from '../../ui/Section.tsx';
import classes from './Model.module.css';

type Choice = ReturnType<typeof usePreset>;

/** Named sets of settings; changing any field makes it the own one. */
export function PresetChoice() {
  const preset = usePreset();
  return (
    <Section id="preset" title={text.model.presetTitle}>
      <Radio.Group value={preset} onChange={(name) => choosePreset(name as Choice)} aria-labelledby="preset">
        <div className={classes.choices}>
          {PRESET_NAMES.map((name) => {
            const {
              epochs = 0,
              learningRate = 0,
              batchSize = 0,
              gradientAccumulation = 0,
            } = presetSettings(name, presetPlace());
            return (
              <Radio
                key={name}
                value={name}
                label={text.model.presets[name].name}
                description={`${text.model.presets[name].what} ${text.model.presetFacts(epochs, batchSize * gradientAccumulation, learningRate)}`}
              />
            );
          })}
          <Radio value="custom" label={text.model.presets.custom.name} description={text.model.presets.custom.what} />
        </div>
      </Radio.Group>
    </Section>
  );
}
