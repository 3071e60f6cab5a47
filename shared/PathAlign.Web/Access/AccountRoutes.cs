using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using PathAlign.Contracts;
using PathAlign.Web.Audit;
using PathAlign.Web.Http;
using PathAlign.Web.OpenApi;

namespace PathAlign.Web.Access;

/// <summary>Accounts of people, kept by operators.</summary>
internal static class AccountRoutes
{
    internal static void Map(RouteGroupBuilder api) =>
        api.MapPut("/accounts/{name}", PutAsync).RequireAuthorization(Policies.Administers)
        .Describe("putAccount", Tags.Access, "Create a person's account or change its password")
        .Takes(ParameterNote.Path("name", "The name in ratings.", Names.NamePattern, "rita"))
        .TakesJson("Role and password.", AccessExamples.Account)
        .Answers(StatusCodes.Status204NoContent, "The password is set.")
        .MayAnswer(ProblemKinds.InvalidAccount, ProblemKinds.NameTaken);

    private static async Task<Results<NoContent, ProblemHttpResult>> PutAsync(
        HttpContext http, RaterRegistry registry, AuditLog audit, IOptions<AccessOptions> options, string name)
    {
        var (request, problem) = await BoundedBody.ReadAsync<AccountRequest>(
            http.Request, options.Value.MaxBodyBytes, AccountRequest.Json, http.RequestAborted);
        if (request is null) return problem!;
        if (!NameRule.IsName(name))
            return Problems.InvalidAccount("name: expected 1 to 64 lower-case letters, digits and hyphens");
        if (PersonRoles.Parse(request.Role) is not { } role)
            return Problems.InvalidAccount("role: expected rater, reviewer or operator");
        if (request.Password.Length is < Passwords.MinLength or > Passwords.MaxLength)
            return Problems.InvalidAccount(
                $"password: expected {Passwords.MinLength} to {Passwords.MaxLength} characters, found " +
                    $"{request.Password.Length}");
        if (
            await registry.NamedAsync(name, http.RequestAborted) is { } there
                && (there.Role != role || there.Kind != RaterKind.Human))
            return Problems.NameTaken();
        await audit.AppendAsync(http.Rater().Name, "password-set", $"{name}:{request.Role}", http.RequestAborted);
        await registry.SetPasswordAsync(name, role, request.Password, http.RequestAborted);
        return TypedResults.NoContent();
    }
}
