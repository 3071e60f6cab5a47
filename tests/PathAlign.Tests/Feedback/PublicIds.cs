using System.Text;
using System.Text.RegularExpressions;
using PathAlign.Contracts.Events;
using PathAlign.Feedback.Records;

namespace PathAlign.Tests.Feedback;

/// <summary>
/// Lets tests name images as <see cref="FeedbackStores"/> does: replaces such a name in a rater's request by the public
/// id of the image, as the image's own id is nothing to raters.
/// </summary>
internal sealed partial class PublicIds() : DelegatingHandler(new SocketsHttpHandler())
{
    internal static string In(string text) => Name().Replace(text, name => FeedbackStores.PublicId(
        RatingSet.IdOf(
            name.Groups[1].Value,
            name.Groups[2].Value == "training" ? ImagePurpose.Training : ImagePurpose.Evaluation),
        name.Value));

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.PathAndQuery;
        if (path.StartsWith("/api/v1/ratings", StringComparison.Ordinal) && request.Content is { } content)
        {
            var type = content.Headers.ContentType;
            request.Content = new ByteArrayContent(
                Encoding.UTF8.GetBytes(In(await content.ReadAsStringAsync(cancellationToken))));
            request.Content.Headers.ContentType = type;
        }
        request.RequestUri = new Uri(request.RequestUri, In(path));
        return await base.SendAsync(request, cancellationToken);
    }

    [GeneratedRegex(@"(?<![\w-])([a-z0-9]+)-(training|evaluation)-[0-9]{3}(?!\w)")]
    private static partial Regex Name();
}
