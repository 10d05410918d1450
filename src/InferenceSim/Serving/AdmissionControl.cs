using InferenceSim.Workloads;

namespace InferenceSim.Serving;

/// <summary>Tells on arrival which requests are not taken in: those that no replica could ever run, and those beyond the limits of the front door.</summary>
internal sealed class AdmissionControl(DeploymentOptions options, IReadOnlyList<ReplicaPool> pools)
{
    /// <summary>Why a request is rejected, with the arithmetic, or <c>null</c> if it is not.</summary>
    public string? WhyNot(in Request request, Deployment deployment)
    {
        if (deployment.Outstanding >= options.MaxOutstanding)
        {
            return FormattableString.Invariant($"{deployment.Outstanding} requests are in the system, of {options.MaxOutstanding} allowed");
        }

        if (options.MaxWaiting is { } most)
        {
            deployment.CatchUp(request.Arrival);
            if (deployment.Waiting >= most)
            {
                return FormattableString.Invariant($"{deployment.Waiting} requests wait, of {most} allowed");
            }
        }

        return WhyNever(request);
    }

    /// <summary>Why no group can ever run a request: what the first says.</summary>
    private string? WhyNever(in Request request)
    {
        string? first = null;
        for (int pool = 0; pool < pools.Count; pool++) // an enumerator would be allocated for every arrival
        {
            string? reason = AdmissionLimit.WhyNever(request, pools[pool].Replicas[0].State.Options);
            if (reason is null)
            {
                return null;
            }

            first ??= reason;
        }

        return first;
    }
}
