type Fields = Readonly<Record<string, unknown>>;

/** The fields of a command that `explain` does not accept. */
const additions = ['lsid', 'txnNumber', '$clusterTime', '$db', '$readPreference', 'writeConcern', 'readConcern'];

/** Returns the command that explains how the server executes another one. */
export function explainCommand(sent: Fields): Fields {
  const command = Object.fromEntries(Object.entries(sent).filter(([name]) => !additions.includes(name)));
  return { explain: command, verbosity: 'executionStats' };
}

/** Returns the names of all stages of the plan, and how many documents were examined. */
export function planOf(explained: Fields): { readonly stages: readonly string[]; readonly documents: number } {
  const { queryPlanner, executionStats } = explained as {
    queryPlanner?: { winningPlan?: unknown };
    executionStats?: { totalDocsExamined?: number };
  };
  return { stages: stagesOf(queryPlanner?.winningPlan), documents: executionStats?.totalDocsExamined ?? Number.NaN };
}

/**
 * A stage has the ones below it in fields of several names (`inputStage`, `inputStages`). Servers from 5.1 on may put
 * all of them into `queryPlan`.
 */
function stagesOf(plan: unknown): readonly string[] {
  if (typeof plan !== 'object' || plan === null) return [];
  const own = 'stage' in plan && typeof plan.stage === 'string' ? [plan.stage] : [];
  return [...own, ...Object.values(plan).flatMap(stagesOf)];
}
