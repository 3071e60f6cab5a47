using PathAlign.Feedback.Records;
using PathAlign.Feedback.Webhooks;

namespace PathAlign.Feedback.Diagnosis;

/// <summary>Deliveries to webhooks that were given up.</summary>
internal sealed class WebhooksCheck(WebhookQueue webhooks) : ICheck
{
    public string Name => "webhooks";

    public async Task<Finding> RunAsync(CancellationToken cancel)
    {
        var failed = await webhooks.CountAsync(DeliveryState.Failed, cancel);
        return failed == 0
            ? Finding.Well(Name, "no delivery was given up")
            : Finding.Fault(
                Name,
                $"{failed} deliveries were given up; GET /api/v1/webhooks/deliveries has the answers",
                "mend the endpoint, then pathalign redrive --webhooks");
    }
}
