using PathAlign.Models.Reward;
using PathAlign.Tests.Reward;
using static TorchSharp.torch;

namespace PathAlign.Tests.Finetuner.Training;

/// <summary>A reward network that looks at the mean of the red, green and blue channel and at nothing else.</summary>
internal static class ToyReward
{
    private const double Slope = 2, Lift = 20;   // gelu is the identity far above 0

    /// <summary>logit = ±slope · (sum of the channels' means) + bias, for the ensemble and for the guard.</summary>
    internal static RewardNetwork Brightness(bool bright, double bias = 0)
    {
        var network = ToyRatings.Network();
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        foreach (
            var (name, parameter) in network.Heads.Append(network.Guard).SelectMany(head => head.named_parameters()))
        {
            parameter.zero_();
            if (name is "project.weight") parameter.select(0, 0).narrow(0, 0, 3).fill_(bright ? Slope : -Slope);
            if (name is "project.bias") parameter.select(0, 0).fill_(Lift);
            if (name is "output.weight") parameter.select(0, 0).select(0, 0).fill_(1);
            if (name is "output.bias") parameter.select(0, 0).fill_(bias - Lift);
        }
        return network;
    }
}
