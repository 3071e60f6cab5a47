using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace PathAlign.Web.Http;

/// <summary>A kind of error that a request can return; kinds never change.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Name">The end of <see cref="Type"/>.</param>
/// <param name="Title">The title for people.</param>
/// <param name="Detail">What was expected, if that does not depend on the request.</param>
internal sealed record ProblemKind(int Status, string Name, string Title, string? Detail = null)
{
    /// <summary>The <c>type</c> of the problem details.</summary>
    internal string Type => $"urn:pathalign:problem:{Name}";

    /// <summary>The answer.</summary>
    /// <param name="detail">What was expected, what came, and where; null for <see cref="Detail"/>.</param>
    internal ProblemHttpResult Answer(string? detail = null) =>
        TypedResults.Problem(detail ?? Detail, statusCode: Status, title: Title, type: Type);
}
