namespace InferenceSim.Timing;

/// <summary>
/// Prices steps for one configuration (model, accelerators, precision, layout). Immutable after its tables are filled, deterministic,
/// and integer: real-valued coefficients are rounded once, when a table entry is made, never per step. An instance belongs to one run
/// at a time, because tables are filled lazily.
/// </summary>
public interface IStepTimePredictor
{
    /// <summary>Prices a step of any shape with at least one token. For a decode-only shape it equals <see cref="Decode"/> at that context sum.</summary>
    StepCost Price(in BatchShape shape);

    /// <summary>
    /// The straight line that prices decode-only steps of <paramref name="sequences"/> sequences from <paramref name="contextSum"/> (and
    /// <paramref name="windowedContextSum"/>) on.
    /// </summary>
    DecodeSegment Decode(int sequences, long contextSum, long windowedContextSum = 0);

    /// <summary>
    /// Tokens that the model's sliding-window layers see, so that contexts count only so far in a second sum; <c>null</c> where no layer has
    /// a window.
    /// </summary>
    int? Window => null;
}
