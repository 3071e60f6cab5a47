using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>One dimension's part of an index expression: a number, a slice, a tensor, a new axis or the ellipsis.</summary>
    public readonly struct TensorIndex
    {
        internal enum Part { Null, Single, Ellipsis, Tensor, Slice }

        internal readonly Part Kind;
        internal readonly long? Start, Stop, Step;
        internal readonly Tensor? Chosen;

        private TensorIndex(Part kind, long? start = null, long? stop = null, long? step = null, Tensor? chosen = null)
        {
            (Kind, Start, Stop, Step, Chosen) = (kind, start, stop, step, chosen);
        }

        public static readonly TensorIndex Ellipsis = new(Part.Ellipsis);
        public static readonly TensorIndex Null = new(Part.Null);
        public static readonly TensorIndex Colon = new(Part.Slice);

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) => new(Part.Slice, start, stop, step);

        public static TensorIndex Single(long index) => new(Part.Single, index);

        public static TensorIndex Tensor(Tensor tensor) => new(Part.Tensor, chosen: tensor);

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex(Index index) => Single(index.IsFromEnd ? -index.Value : index.Value);

        public static implicit operator TensorIndex(Range range) => Slice(
            range.Start.IsFromEnd ? -range.Start.Value : range.Start.Value,
            !range.End.IsFromEnd ? range.End.Value : range.End.Value == 0 ? null : -range.End.Value);
    }

    public partial class Tensor
    {
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        /// <summary>A view, or with index tensors a copy, of the chosen part.</summary>
        public Tensor index(params TensorIndex[] indices)
        {
            var (view, chosen) = Views(indices);
            return chosen is null ? view : Aten.index.Call(view, Arg.Optional(chosen));
        }

        /// <summary>Writes <paramref name="value"/> into the chosen part.</summary>
        public Tensor index_put_(Tensor value, params TensorIndex[] indices)
        {
            var (view, chosen) = Views(indices);
            return chosen is null ? Aten.copy_.Call(view, value, false) : Aten.index_put_.Call(view, Arg.Optional(chosen), value);
        }

        private (Tensor view, Tensor?[]? chosen) Views(TensorIndex[] indices)
        {
            var view = alias();
            var chosen = new List<Tensor?>();
            var consumed = indices.Count(i => i.Kind is TensorIndex.Part.Single or TensorIndex.Part.Slice or TensorIndex.Part.Tensor);
            long axis = 0;
            foreach (var part in indices)
                switch (part.Kind)
                {
                    case TensorIndex.Part.Single:
                        view = view.select(axis, part.Start!.Value);
                        break;
                    case TensorIndex.Part.Null:
                        view = view.unsqueeze(axis++);
                        break;
                    case TensorIndex.Part.Ellipsis:
                        axis += Dimensions - consumed;
                        break;
                    case TensorIndex.Part.Tensor:
                        while (chosen.Count < axis) chosen.Add(null);
                        chosen.Add(part.Chosen);
                        axis++;
                        break;
                    default:
                        if (part.Start is not null || part.Stop is not null || part.Step is not null)
                            view = Aten.slice.Call(view, axis, part.Start, part.Stop, part.Step ?? 1L);
                        axis++;
                        break;
                }
            return (view, chosen.Count == 0 ? null : [.. chosen]);
        }
    }
}
