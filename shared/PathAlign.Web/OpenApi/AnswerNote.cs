namespace PathAlign.Web.OpenApi;

/// <summary>A successful response, as the OpenAPI document describes it.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Description">The case in which it is returned.</param>
/// <param name="Example">For JSON, a value of the answer's type; for other media types, text; null for none.</param>
/// <param name="MediaType">The media type; null for JSON or no content.</param>
internal sealed record AnswerNote(int Status, string Description, object? Example = null, string? MediaType = null);
