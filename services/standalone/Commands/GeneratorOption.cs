using System.CommandLine;
using PathAlign.Sampling;

namespace PathAlign.Standalone.Commands;

/// <summary>Which generator draws: its weights, and the adapter of a round.</summary>
internal sealed class GeneratorOption
{
    private const string Bare = "none";
    private readonly Option<string?> _model = new("--model")
    {
        Description = "Weights of the generator; default: the shipped generator",
    };
    private readonly Option<string?> _adapter = new("--adapter")
    {
        Description = $"Adapter of that generator (adapter.safetensors beside a round's report), or {Bare}. " +
            $"Default: the shipped adapter for the shipped generator, {Bare} for any other",
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
