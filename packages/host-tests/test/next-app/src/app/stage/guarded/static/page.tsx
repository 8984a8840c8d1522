/** A page that the build renders once, for everybody. */
export default function StaticPage() {
  return <output>static</output>;
}
