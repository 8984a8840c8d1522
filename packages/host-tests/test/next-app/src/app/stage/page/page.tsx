export { StagePage as default } from '../../../lib/stage-page';

// The build must not render it.
export const dynamic = 'force-dynamic';
