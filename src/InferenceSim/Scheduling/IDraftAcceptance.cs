namespace InferenceSim.Scheduling;

/// <summary>Decides how many drafted tokens the model agrees with.</summary>
public interface IDraftAcceptance
{
    /// <summary>
    /// How many leading ones of <paramref name="drafts"/> drafts are accepted, from 0 to <paramref name="drafts"/>. Depends on nothing but its
    /// arguments, so that the order of a batch and a recomputation change nothing.
    /// </summary>
    /// <param name="request">Index of the request.</param>
    /// <param name="outputs">Its output tokens before the step.</param>
    /// <param name="drafts">Drafts that are verified, at least 1.</param>
    int Accepted(int request, int outputs, int drafts);
}
