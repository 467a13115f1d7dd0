/* hnsw.cpp: the one file of C++, for the library is in it. No exception leaves. */
#include "hnsw.h"

#include <hnswlib/hnswlib.h>

#include <memory>

struct sx_hnsw {
	std::unique_ptr<hnswlib::SpaceInterface<float>> space;
	std::unique_ptr<hnswlib::HierarchicalNSW<float>> graph;
};

extern "C" sx_hnsw *sx_hnsw_new(size_t n, size_t d, bool inner_product, size_t links, size_t build, size_t search,
                                uint64_t seed)
{
	try {
		std::unique_ptr<sx_hnsw> h(new sx_hnsw);
		if (inner_product)
			h->space.reset(new hnswlib::InnerProductSpace(d));
		else
			h->space.reset(new hnswlib::L2Space(d));
		h->graph.reset(new hnswlib::HierarchicalNSW<float>(h->space.get(), n, links, build, (size_t)seed));
		h->graph->setEf(search);
		return h.release();
	} catch (...) {
		return nullptr;
	}
}

extern "C" void sx_hnsw_free(sx_hnsw *h)
{
	delete h;
}

extern "C" bool sx_hnsw_add(sx_hnsw *h, size_t row, const float *x)
{
	try {
		h->graph->addPoint(x, row);
		return true;
	} catch (...) {
		return false;
	}
}

extern "C" size_t sx_hnsw_search(const sx_hnsw *h, const float *x, size_t k, uint32_t *rows)
{
	try {
		auto found = h->graph->searchKnn(x, k);
		size_t n = 0;
		for (; !found.empty(); found.pop())
			rows[n++] = (uint32_t)found.top().second;
		return n;
	} catch (...) {
		return 0;
	}
}
