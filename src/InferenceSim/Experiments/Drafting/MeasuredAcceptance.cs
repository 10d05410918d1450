namespace InferenceSim.Experiments.Drafting;

/// <summary>A published measurement of how many drafts a model accepts.</summary>
/// <param name="Name">Its name here.</param>
/// <param name="Method">What drafted: <c>mtp</c> or <c>eagle</c>.</param>
/// <param name="Models">Beginnings of the catalog names of models that it stands for before any other.</param>
/// <param name="AcceptedLength">Mean tokens of a verification (the model's own and the accepted drafts) with 1, 2, ... drafts a step.</param>
/// <param name="Source">Where it was published.</param>
public sealed record MeasuredAcceptance(
    string Name, string Method, IReadOnlyList<string> Models, IReadOnlyList<double> AcceptedLength, string Source)
{
    /// <summary>
    /// By position: the probability that a draft is accepted, given that all before it were. The i-th draft adds the product of the first i
    /// to the accepted length. Where a published length adds more than the one before it, which only rounding or other prompts can do,
    /// neighbours share what they add evenly (isotonic regression).
    /// </summary>
    public IReadOnlyList<double> Conditional
    {
        get
        {
            double[] conditional = new double[AcceptedLength.Count];
            double before = 1;
            for (int i = 0; i < conditional.Length; i++)
            {
                double added = Added(i);
                conditional[i] = added / before;
                before = added;
            }

            return conditional;
        }
    }

    // The least, over beginnings up to a position, of the largest mean gain from there to an end at or behind it.
    private double Added(int position)
    {
        double least = 1;
        for (int from = 0; from <= position; from++)
        {
            double start = from == 0 ? 1 : AcceptedLength[from - 1];
            double largest = 0;
            for (int to = position; to < AcceptedLength.Count; to++)
            {
                largest = Math.Max(largest, (AcceptedLength[to] - start) / (to - from + 1));
            }

            least = Math.Min(least, largest);
        }

        return least;
    }
}
