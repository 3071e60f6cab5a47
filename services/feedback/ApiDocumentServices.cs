using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using PathAlign.Feedback.Api;
using PathAlign.Feedback.Operations;
using PathAlign.Web.Access;
using PathAlign.Web.Http;
using PathAlign.Web.OpenApi;

namespace PathAlign.Feedback;

/// <summary>Registers the OpenAPI document.</summary>
internal static class ApiDocumentServices
{
    internal static IServiceCollection AddApiDocument(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json =>
        {
            // numbers are JSON numbers, also in the document
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.Converters.Add(
                new JsonStringEnumConverter<RaterRole>(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
            json.SerializerOptions.Converters.Add(
                new JsonStringEnumConverter<RaterKind>(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        });
        services.AddOpenApi(ApiDocument.Name, document =>
        {
            document.ShouldInclude = route =>
                $"/{route.RelativePath}".StartsWith($"{Routes.Prefix}/", StringComparison.Ordinal);
            document.AddOperationTransformer<DescribeOperation>();
            document.AddSchemaTransformer<AllowedValues>();
            document.AddDocumentTransformer<DescribeDocument>();
            document.AddDocumentTransformer<DescribePlan>();
        });
        return services.AddSingleton(FeedbackAbout.Api).AddSingleton<ApiDocument>();
    }
}
