using InferenceSim.Scheduling;
using InferenceSim.Workloads;

namespace InferenceSim.Serving;

/// <summary>Tells on arrival which requests are not taken in: those that no replica could ever run, and those beyond the limits of the front door.</summary>
internal sealed class AdmissionControl(DeploymentOptions options, IReadOnlyList<ReplicaPool> pools)
{
    private readonly bool _disaggregated = pools.Any(p => p.Group?.Role == GroupRole.Decode);
    private readonly (GroupRole Role, EngineOptions Engine)[] _pools = [.. pools.Select(p => (p.Group?.Role ?? GroupRole.Both, p.Replicas[0].State.Options))];

    /// <summary>Why a request is rejected, with the arithmetic, or <c>null</c> if it is not.</summary>
    public string? WhyNot(in Request request, Deployment deployment)
    {
        if (deployment.Requests.Outstanding >= options.MaxOutstanding)
        {
            return FormattableString.Invariant($"{deployment.Requests.Outstanding} requests are in the system, of {options.MaxOutstanding} allowed");
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

    /// <summary>Why no group can ever run a request: what the first says. Of decode groups every one must be able to.</summary>
    private string? WhyNever(in Request request)
    {
        string? first = null;
        bool anyCan = false;
        foreach ((GroupRole role, EngineOptions engine) in _pools)
        {
            string? reason = AdmissionLimit.WhyNever(role == GroupRole.Prefill ? Disaggregation.PromptOf(request) : request, engine);
            if (_disaggregated && role == GroupRole.Decode && reason is not null)
            {
                return reason;
            }

            anyCan |= role != GroupRole.Decode && reason is null;
            first ??= reason;
        }

        return anyCan ? null : first;
    }
}
