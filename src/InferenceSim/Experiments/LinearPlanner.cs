using InferenceSim.Timing;

namespace InferenceSim.Experiments;

/// <summary>Plans an engine whose steps are priced by coefficients that the user gives: no model, no accelerator, no memory.</summary>
internal static class LinearPlanner
{
    /// <summary>The plan of <paramref name="scenario"/> with the inputs resolved so far.</summary>
    /// <exception cref="UsageException">It asks for what needs an accelerator.</exception>
    public static ScenarioPlan Plan(Scenario scenario, PointInputs inputs)
    {
        if (scenario.Preemption == "swap")
        {
            throw new UsageException("--preemption swap needs an accelerator: the linear predictor knows no link to a host");
        }

        if ((scenario.Dp ?? 1) > 1 || (scenario.Ep ?? 1) > 1)
        {
            throw new UsageException("--dp and --ep need a model and an accelerator: the linear predictor knows no experts");
        }

        if (scenario.TwoBatchOverlap == true)
        {
            throw new UsageException("--two-batch-overlap needs a model and an accelerator: the linear predictor knows nothing to overlap");
        }

        PredictorChoice choice = scenario.Predictor!;
        inputs = inputs with
        {
            Predictor = "linear",
            Gpus = (scenario.Tp ?? 1) * inputs.Pp,
            Tp = scenario.Tp ?? 1,
            MaxModelLen = scenario.MaxModelLen ?? (int)Math.Min(int.MaxValue, (long)scenario.KvBlocks!.Value * inputs.BlockSize!.Value),
        };
        return new ScenarioPlan
        {
            Inputs = inputs,
            Linear = new LinearPredictor(choice.BasePs, choice.PerTokenPs, choice.PerDecodeContextPs, choice.PerPrefillAttentionPs),
            LinearDrafter = scenario.Spec is not null && choice.DraftPs > 0 ? new LinearPredictor(choice.DraftPs, 0, 0, 0) : null,
        };
    }
}
