using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using PathAlign.Contracts;
using PathAlign.Feedback.Api;
using PathAlign.Feedback.Erasure;
using PathAlign.Feedback.Records;
using PathAlign.Feedback.Settings;
using PathAlign.Web.Access;
using PathAlign.Web.Http;
using PathAlign.Web.OpenApi;

namespace PathAlign.Feedback.Housekeeping;

/// <summary>Asks for the erasure of a person and shows how far it is.</summary>
internal static class ErasureRoutes
{
    private const string Pseudonym = "erased-0f1e2d3c4b5a6978";

    internal static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/accounts/{name}/erase", RequestAsync).RequireAuthorization(Policies.Administers)
            .Describe(
                "eraseAccount",
                Tags.Access,
                "Replace a person's name by a pseudonym everywhere",
                "Also for a name that stands only in ratings. Remarks go, verdicts stay. It cannot be undone. " +
                    "Backups made before still hold the name.")
            .Takes(ParameterNote.Path("name", "The name in ratings.", Names.NamePattern, ExampleValues.Rater))
            .Answers(StatusCodes.Status202Accepted, "The erasure begins; Location shows how far it is.")
            .MayAnswer(ProblemKinds.InvalidAccount, ProblemKinds.OwnAccount);
        api.MapGet("/erasures/{pseudonym}", GetAsync).RequireAuthorization(Policies.Administers)
            .Describe("getErasure", Tags.Access, "Get an erasure and what it changed")
            .Takes(ParameterNote.Path("pseudonym", "The pseudonym.", Names.NamePattern, Pseudonym))
            .Answers(StatusCodes.Status200OK, "The erasure.", Example)
            .MayAnswer(FeedbackProblemKinds.UnknownErasure);
    }

    private static ErasureRun Example => new()
    {
        Pseudonym = Pseudonym,
        Who = "olga",
        Done = true,
        PassedAt = ExampleValues.RatedAt.ToUnixTimeMilliseconds(),
        Changed = new Dictionary<string, int> { ["ratings"] = 120, ["objects"] = 3 },
    };

    private static async Task<Results<Accepted, ProblemHttpResult>> RequestAsync(
        HttpContext http, Erasures erasures, Housekeeper keeper, IOptions<FeedbackOptions> options, string name)
    {
        if (!NameRule.IsName(name))
            return Problems.InvalidAccount("name: expected 1 to 64 lower-case letters, digits and hyphens");
        if (name == http.Rater().Name) return Problems.OwnAccount();
        var settle = TimeSpan.FromSeconds(options.Value.ErasureSettleSeconds);
        var run = await erasures.RequestAsync(http.Rater().Name, name, settle, http.RequestAborted);
        keeper.Wake();
        return TypedResults.Accepted($"{Routes.Prefix}/erasures/{run.Pseudonym}");
    }

    // Without the name: whoever asks with the pseudonym need not learn it.
    private static async Task<Results<Ok<ErasureRun>, ProblemHttpResult>> GetAsync(
        Erasures erasures, string pseudonym, CancellationToken cancel) =>
        NameRule.IsName(pseudonym) && await erasures.FindAsync(pseudonym, cancel) is { } run
            ? TypedResults.Ok(run with { Name = null })
            : FeedbackProblemKinds.UnknownErasure.Answer();
}
