using System.CommandLine;
using PathAlign.Sampling;

namespace PathAlign.Standalone.Commands;

/// <summary>Which generator draws: its weights, and the adapter of a round.</summary>
internal sealed class GeneratorOption
{
    private const string Bare = "none";
    private readonly Option<string?> _model = new("--model")
    {
        Description = "A generator's weights; the shipped ones by default",
    };
    private readonly Option<string?> _adapter = new("--adapter")
    {
        Description = $"A round's adapter of that generator, adapter.safetensors beside the round's report, or " +
            $"{Bare}; by default the shipped one for the shipped generator, {Bare} for another",
    };

    internal void AddTo(Command command)
    {
        command.Add(_model);
        command.Add(_adapter);
    }

    internal GeneratorModel Load(ParseResult parsed)
    {
        var model = parsed.GetValue(_model);
        var adapter = parsed.GetValue(_adapter) ?? (model is null ? ShippedModels.Adapter : Bare);
        return GeneratorModel.Load(model ?? ShippedModels.Generator, adapter == Bare ? null : adapter);
    }
}
