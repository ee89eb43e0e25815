/** Placeholder until the studio stands. */
export function App() {
  return <h1>TabTune</h1>;
}
