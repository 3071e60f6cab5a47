namespace PathAlign.Web.OpenApi;

/// <summary>The body of a request as the document describes it.</summary>
/// <param name="Type">The type of the body; null for bytes or lines without a schema.</param>
/// <param name="MediaType">The required media type.</param>
/// <param name="Example">A valid example: of <paramref name="Type"/>, or text.</param>
/// <param name="Description">The content of the body.</param>
internal sealed record BodyNote(Type? Type, string MediaType, object Example, string Description);
