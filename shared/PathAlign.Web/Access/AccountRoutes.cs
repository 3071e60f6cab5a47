using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using PathAlign.Contracts;
using PathAlign.Web.Http;
using PathAlign.Web.OpenApi;

namespace PathAlign.Web.Access;

/// <summary>Accounts of people and keys of programs, kept by operators.</summary>
internal static class AccountRoutes
{
    private const string NameFault = "name: expected 1 to 64 lower-case letters, digits and hyphens";

    internal static void Map(RouteGroupBuilder api)
    {
        var name = ParameterNote.Path("name", "The name in ratings.", Names.NamePattern, "rita");
        api.MapGet("/accounts", ListAsync).RequireAuthorization(Policies.Administers)
            .Describe("listAccounts", Tags.Access, "List people and programs, by name").Takes(PageNotes.Parameters)
            .Answers(StatusCodes.Status200OK, "A page of accounts.", AccessExamples.Accounts)
            .MayAnswer(ProblemKinds.InvalidQuery);
        api.MapPut("/accounts/{name}", PutAsync).RequireAuthorization(Policies.Administers)
            .Describe(
                "putAccount",
                Tags.Access,
                "Create a person's account or change its password",
                "A new password ends the person's sessions, except the one that sends this.")
            .Takes(name)
            .TakesJson("Role and password.", AccessExamples.Account)
            .Answers(StatusCodes.Status204NoContent, "The password is set.")
            .MayAnswer(ProblemKinds.InvalidAccount, ProblemKinds.NameTaken);
        api.MapPost("/accounts/{name}/disable", DisableAsync).RequireAuthorization(Policies.Administers)
            .Describe(
                "disableAccount",
                Tags.Access,
                "Keep a person or program out",
                "Key, password, codes, sign-in at the provider and all sessions stop working at once. Ratings stay.")
            .Takes(name)
            .Answers(StatusCodes.Status204NoContent, "The account is disabled.")
            .MayAnswer(ProblemKinds.UnknownAccount, ProblemKinds.OwnAccount);
        api.MapPost("/accounts/{name}/enable", EnableAsync).RequireAuthorization(Policies.Administers)
            .Describe("enableAccount", Tags.Access, "Let a disabled person or program in again").Takes(name)
            .Answers(StatusCodes.Status204NoContent, "The account is enabled.")
            .MayAnswer(ProblemKinds.UnknownAccount);
        api.MapDelete("/accounts/{name}/sessions", EndSessionsAsync).RequireAuthorization(Policies.Administers)
            .Describe("endSessions", Tags.Access, "End all sessions of a person").Takes(name)
            .Answers(StatusCodes.Status204NoContent, "The person is signed out everywhere.")
            .MayAnswer(ProblemKinds.UnknownAccount);
        api.MapPost("/accounts/{name}/key", ReplaceKeyAsync).RequireAuthorization(Policies.Administers)
            .Describe(
                "replaceKey",
                Tags.Access,
                "Replace the key of a person or program",
                "The old key stops working at once. A person of a provider has no key.")
            .Takes(name)
            .Answers(StatusCodes.Status200OK, "The key, which is shown only once.", AccessExamples.Key)
            .MayAnswer(ProblemKinds.UnknownAccount);
    }

    private static async Task<Results<Ok<AccountPage>, ProblemHttpResult>> ListAsync(
        Accounts accounts, string? count, string? after, CancellationToken cancel)
    {
        if (!Paging.TryCount(count, out var most, out var problem)) return problem;
        return TypedResults.Ok(await accounts.PageAsync(most, after, cancel));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> PutAsync(
        HttpContext http, Accounts accounts, Sessions sessions, IOptions<AccessOptions> options, string name)
    {
        var (request, problem) = await BoundedBody.ReadAsync<AccountRequest>(
            http.Request, options.Value.MaxBodyBytes, AccountRequest.Json, http.RequestAborted);
        if (request is null) return problem!;
        if (!NameRule.IsName(name)) return Problems.InvalidAccount(NameFault);
        if (PersonRoles.Parse(request.Role) is not { } role)
            return Problems.InvalidAccount("role: expected rater, reviewer or operator");
        if (!Passwords.MayBe(request.Password))
            return Problems.InvalidAccount(
                $"password: expected {Passwords.MinLength} to {Passwords.MaxLength} characters, found " +
                    $"{request.Password.Length}");
        try
        {
            var person = await accounts.ChangePasswordAsync(
                http.Rater().Name, name, role, request.Password, http.RequestAborted);
            await sessions.KeepAsync(person, http);
            return TypedResults.NoContent();
        }
        catch (ArgumentException)   // the name has another role, is a program's or a provider's
        {
            return Problems.NameTaken();
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DisableAsync(
        HttpContext http, Accounts accounts, string name) =>
        name == http.Rater().Name
            ? Problems.OwnAccount()   // so that somebody who can undo it remains
            : Done(await accounts.DisableAsync(http.Rater().Name, name, http.RequestAborted));

    private static async Task<Results<NoContent, ProblemHttpResult>> EnableAsync(
        HttpContext http, Accounts accounts, string name) =>
        Done(await accounts.EnableAsync(http.Rater().Name, name, http.RequestAborted));

    private static async Task<Results<NoContent, ProblemHttpResult>> EndSessionsAsync(
        HttpContext http, Accounts accounts, string name) =>
        Done(await accounts.EndSessionsAsync(http.Rater().Name, name, http.RequestAborted));

    private static async Task<Results<Ok<IssuedKey>, ProblemHttpResult>> ReplaceKeyAsync(
        HttpContext http, Accounts accounts, string name) =>
        await accounts.ReplaceKeyAsync(http.Rater().Name, name, http.RequestAborted) is { } key
            ? TypedResults.Ok(new IssuedKey(name, key))
            : Problems.UnknownAccount();

    private static Results<NoContent, ProblemHttpResult> Done(bool known) =>
        known ? TypedResults.NoContent() : Problems.UnknownAccount();
}
