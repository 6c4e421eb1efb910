# Built once with all tools, run without them: docs/deploy.md says how.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM node:22-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 GRATICULE_DATA=/data GRATICULE_CACHE=/data/cache
WORKDIR /app
# Owned by root: what runs cannot change itself.
COPY --from=build /app /app
RUN install -d -o node -g node /data
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:'+process.env.PORT+'/healthz').then(({ok})=>process.exit(ok?0:1),()=>process.exit(1))"]
# The answer of a photo is made in a few megabytes of arrays: room for them spares the collector most of its rounds.
ENTRYPOINT ["node", "--initial-old-space-size=400", "/app/bin/graticule.js"]
CMD ["serve"]
