using PathAlign.Files;
using PathAlign.Models.Adapters;
using PathAlign.Rounds.Networks;
using PathAlign.Sampling;
using PathAlign.Storage.Objects;
using PathAlign.Tests.Files;
using PathAlign.Tests.Reward;
using PathAlign.Training.Reward;
using Xunit;

namespace PathAlign.Tests.Rounds;

/// <summary>Which reward model stands behind an adapter.</summary>
public sealed class RewardBehindTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FileObjectStore _objects;
    private readonly RoundNetworks _networks;

    public RewardBehindTests()
    {
        _objects = new FileObjectStore(_folder.At("objects"));
        _networks = new RoundNetworks(_objects);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_is_the_one_that_the_adapter_names()
    {
        using var reward = await _networks.RewardBehindAsync(await AdapterAsync(await RewardAsync()), default);

        Assert.Equal((9, 2), (reward!.Network.Classes, reward.Network.Heads.Count));
    }

    [Fact]
    public async Task The_bare_base_and_an_adapter_that_names_none_have_none()
    {
        Assert.Null(await _networks.RewardBehindAsync(null, default));
        Assert.Null(await _networks.RewardBehindAsync(await AdapterAsync(null), default));
    }

    [Theory]
    [InlineData("weights/00/0000000000000000000000000000000000000000000000000000000000000000.safetensors")]
    [InlineData("../../etc/passwd")]
    [InlineData("")]
    public async Task One_that_is_not_stored_is_an_error_that_names_the_way_out(string names)
    {
        var adapter = await AdapterAsync(names);

        var refused = await Assert.ThrowsAsync<InvalidInputException>(
            () => _networks.RewardBehindAsync(adapter, default));

        Assert.Contains($"found none at '{names}'; a round with --reward-attempts 0", refused.Message);
    }

    [Fact]
    public async Task A_file_that_is_no_adapter_and_one_that_is_no_reward_model_are_refused()
    {
        var reward = await RewardAsync();

        await Assert.ThrowsAsync<InvalidInputException>(() => _networks.RewardBehindAsync(reward, default));
        var astray = await AdapterAsync(await AdapterAsync(null));
        await Assert.ThrowsAsync<InvalidInputException>(() => _networks.RewardBehindAsync(astray, default));
    }

    private async Task<string> RewardAsync()
    {
        var trunk = TinyModels.WriteClassifier(_folder.At("trunk"), 1);
        using var network = ToyRatings.Network(members: 2);
        RewardFile.Write(
            _folder.At("reward"),
            network,
            await _objects.PutFileAsync("weights", "safetensors", trunk),
            new Dictionary<string, string>());
        return await _objects.PutFileAsync("weights", "safetensors", _folder.At("reward"));
    }

    private async Task<string> AdapterAsync(string? reward)
    {
        using var generator = GeneratorModel.Load(TinyModels.WriteGenerator(_folder.At("generator")));
        using var adapter = new LoraAdapter(generator.Network, new LoraConfig(1, 1));
        AdapterFile.Write(
            _folder.At("adapter"),
            adapter,
            generator,
            new Dictionary<string, string>(
                reward is null ? [] : [KeyValuePair.Create(AdapterFile.RewardKey, reward)]));
        return await _objects.PutFileAsync("weights", "safetensors", _folder.At("adapter"));
    }
}
