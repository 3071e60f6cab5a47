using PathAlign.Evaluator;
using PathAlign.Finetuner;
using PathAlign.Feedback;
using PathAlign.Generator;
using PathAlign.Hosting.Health;
using PathAlign.Messaging;
using PathAlign.Messaging.Jobs;
using PathAlign.Reward;

namespace PathAlign.Hosting.Composition;

/// <summary>
/// The role of a process in the cluster: one of the five services. Their code is the same as in the embedded mode.
/// </summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Add">Adds the service.</param>
/// <param name="Map">Maps its API, if it has one, and its health.</param>
internal sealed record ServiceRole(string Name, Action<IServiceCollection> Add, Action<IEndpointRouteBuilder> Map)
{
    internal static IReadOnlyList<ServiceRole> All { get; } =
    [
        new("generator", services => services.AddGenerator(), endpoints => endpoints.MapHealth()),
        new(
            "feedback",
            services => services.AddFeedback().AddFeedbackStage(),
            endpoints => endpoints.MapFeedback().MapOperations()),
        new("reward", services => services.AddReward(), endpoints => endpoints.MapHealth()),
        new("finetuner", services => services.AddFinetuner(), endpoints => endpoints.MapHealth()),
        new("evaluator", services => services.AddEvaluator(), endpoints => endpoints.MapHealth()),
    ];

    /// <summary>
    /// The readers of each event in the whole cluster, taken from the services themselves, so that no separate list can
    /// differ.
    /// </summary>
    internal static IReadOnlyList<EventRoute> EventRoutes
    {
        get
        {
            var everything = new ServiceCollection();
            foreach (var role in All) role.Add(everything);
            return everything.EventRoutes();
        }
    }
}
