namespace PathAlign.Web.OpenApi;

/// <summary>An answer to a request that succeeds, as the document describes it.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Description">When it comes.</param>
/// <param name="Example">For JSON, a value of the answer's type; for other media types, text; null for none.</param>
/// <param name="MediaType">What it is; null for JSON or no content.</param>
internal sealed record AnswerNote(int Status, string Description, object? Example = null, string? MediaType = null);
