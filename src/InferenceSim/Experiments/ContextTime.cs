using InferenceSim.Economics.Revenues;
using InferenceSim.Serving;
using InferenceSim.Simulation;
using InferenceSim.Timing;

namespace InferenceSim.Experiments;

/// <summary>
/// How much of a run's time goes with the contexts of its tokens, so that tenants with long ones pay for them. Engines total steps, not contexts: the
/// mean step of each group is priced with its contexts and without, by the predictor that priced the run. What the host hides costs nobody anything.
/// </summary>
internal static class ContextTime
{
    /// <summary>The parts of prefill's and of decode's time, means over groups by what the time of each costs.</summary>
    /// <param name="report">A run with tenants, who count contexts.</param>
    /// <param name="groups">The groups that served.</param>
    public static ContextShare Of(SimulationReport report, IReadOnlyList<GroupResult> groups)
    {
        MeanWork work = new(report);
        (decimal prefill, decimal prefillWeight, decimal decode, decimal decodeWeight) = (0, 0, 0, 0);
        foreach (GroupResult group in groups)
        {
            if (group.Plan.Replica is not { Engine: { } engine } replica || group.Economics?.Account is not { Use.PrefillShare: decimal share } account)
            {
                continue;
            }

            IStepTimePredictor predictor = replica.Roofline ?? (IStepTimePredictor)replica.Linear!;
            decimal busy = account.Use.BusyGpuHours!.Value * Math.Max(group.Economics.AcceleratorUsdPerGpuHour, 1e-6m);
            prefill += busy * share * work.OfPrefill(predictor, engine.TokenBudget);
            decode += busy * (1 - share) * work.OfDecode(predictor, group.Report.MeanBatch, engine.Speculation?.DraftTokens ?? 0);
            prefillWeight += busy * share;
            decodeWeight += busy * (1 - share);
        }

        return new ContextShare(prefillWeight == 0 ? 0 : prefill / prefillWeight, decodeWeight == 0 ? 0 : decode / decodeWeight);
    }

    /// <summary>The mean prompt and the mean decoded token of a run.</summary>
    private sealed class MeanWork(SimulationReport report)
    {
        private readonly long _prompts = report.PromptTokens - report.CachedPromptTokens;
        private readonly long _requests = report.Completed;
        private readonly double _prefillContexts = (double)report.Tenants.Aggregate((Int128)0, static (sum, t) => sum + t.PrefillContexts);
        private readonly double _decodeContexts = (double)report.Tenants.Aggregate((Int128)0, static (sum, t) => sum + t.DecodeContexts);
        private readonly long _decodes = report.Tenants.Sum(static t => t.OutputTokens - t.Completed);

        /// <summary>The part of computing a prompt of mean length, with the mean context of a prompt token, that is attention.</summary>
        public decimal OfPrefill(IStepTimePredictor predictor, int budget)
        {
            if (_prompts <= 0 || _requests == 0)
            {
                return 0;
            }

            // Attention of n tokens after c is as n (c + n / 2): the difference between c = n and c = 0 is that of n^2.
            int tokens = (int)Math.Clamp(_prompts / _requests, 1, budget);
            double mean = _prefillContexts / _prompts;
            int context = (int)Math.Max(0, Math.Round(mean - (tokens / 2.0)));
            double square = Price(predictor, tokens, tokens) - Price(predictor, tokens, 0);
            return Part(square * mean / tokens, Price(predictor, tokens, context));
        }

        /// <summary>The part of decoding the mean batch, each token with the mean context, that is attention over the context.</summary>
        public decimal OfDecode(IStepTimePredictor predictor, double meanBatch, int drafts)
        {
            if (_decodes <= 0)
            {
                return 0;
            }

            int sequences = Math.Max(1, (int)Math.Round(meanBatch));
            double context = _decodeContexts / _decodes;
            double with = Price(predictor, sequences, drafts, context), without = Price(predictor, sequences, drafts, 0);
            return Part(with - without, with);
        }

        private static decimal Part(double context, double all) => (decimal)Math.Clamp(context / all, 0, 1);

        private static double Price(IStepTimePredictor predictor, int tokens, int context) =>
            predictor.Price(new BatchShape { Prefill = new[] { new PrefillChunk(tokens, context, Samples: true) } }).Picoseconds;

        private static double Price(IStepTimePredictor predictor, int sequences, int drafts, double context) => predictor.Price(new BatchShape
        {
            DecodeSequences = sequences,
            DraftTokens = sequences * drafts,
            DecodeContextSum = (long)(sequences * context),
            DecodeWindowedContextSum = (long)(sequences * Math.Min(context, predictor.Window ?? 0)),
        }).Picoseconds;
    }
}
