using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace PathAlign.Web.Access;

/// <summary>
/// Registers the operator whose key is in the settings, so that a new cluster has an operator who can register others.
/// </summary>
internal sealed class OperatorKey(RaterRegistry raters, IOptions<AccessOptions> options) : IHostedService
{
    private const string Name = "operator";

    public Task StartAsync(CancellationToken cancellationToken) =>
        options.Value.OperatorKey is { Length: > 0 } key
            ? raters.RegisterAsync(Name, key, RaterRole.Operator, RaterKind.Human, cancellationToken)
            : Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
