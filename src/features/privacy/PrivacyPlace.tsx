import { text } from '../../app/messages/en.ts';
import { PlaceHeading } from '../../ui/PlaceHeading.tsx';
import { OfflineSection } from './OfflineSection.tsx';
import { PolicySection } from './PolicySection.tsx';
import { RequestsSection } from './RequestsSection.tsx';
import { StoredSection } from './StoredSection.tsx';

/** What keeps rows on this computer, each point such that a person can check it. */
export function PrivacyPlace() {
  return (
    <>
      <PlaceHeading intro={text.privacy.intro}>{text.privacy.title}</PlaceHeading>
      <PolicySection />
      <RequestsSection />
      <OfflineSection />
      <StoredSection />
    </>
  );
}
