using InferenceSim.Simulation;
using InferenceSim.Workloads.Traces;

namespace InferenceSim.Workloads.Tenants;

/// <summary>
/// How the numbers of one tenant's requests, sessions and texts become numbers of the mix, so that tenants never share any. The stride is
/// fixed: another tenant changes nobody's numbers.
/// </summary>
internal sealed class TenantNumbers
{
    /// <summary>The most tenants in a mix.</summary>
    public const int MostTenants = 64;

    // Texts and trace blocks are numbered far below it.
    private const int TenantShift = 52;

    private readonly int _tenant;
    private readonly int? _priority;
    private readonly Func<long, long> _request;
    private readonly Func<long, long> _text;

    public TenantNumbers(int tenant, int? priority)
    {
        _tenant = tenant;
        _priority = priority;
        _request = id => (id * MostTenants) + tenant;
        _text = id => id | ((long)tenant << TenantShift);
    }

    /// <summary>A tenant's request as one of the mix.</summary>
    public Request InMix(in Request request) => request with
    {
        Index = Number(request.Index),
        Session = request.Session < 0 ? -1 : Number(request.Session),
        Tenant = _tenant,
        Priority = _priority ?? request.Priority,
        Content = request.Content is null ? null : ContentNumbers.Renumber(request.Content, _request, _text, _text),
    };

    /// <summary>A request of the mix as the tenant knows it, but for its content.</summary>
    public static Request OfTenant(in Request request) => request with
    {
        Index = request.Index / MostTenants,
        Session = request.Session < 0 ? -1 : request.Session / MostTenants,
        Tenant = 0,
    };

    private int Number(int own) => own < int.MaxValue / MostTenants
        ? (own * MostTenants) + _tenant
        : throw new InvalidConfigurationException($"tenants: one of them sends more than {int.MaxValue / MostTenants} requests, the most in a mix");
}
